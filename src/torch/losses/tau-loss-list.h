/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The losses for training a predictor, the default first: name and title. NAME.cpp in this folder
 * defines NAME_loss(), a RankingLoss (torch/losses/losses.h). The build, the window, the command
 * line and the manual read this list; no other file names them all. */
#define TAU_LOSSES(LOSS)                                                                           \
  LOSS (blend, N_ ("Blend (default)"))                                                             \
  LOSS (softrank, N_ ("Soft rank"))                                                                \
  LOSS (listwise, N_ ("Listwise"))                                                                 \
  LOSS (regret, N_ ("Regret"))                                                                     \
  LOSS (sodeep, N_ ("SoDeep (paper)"))
