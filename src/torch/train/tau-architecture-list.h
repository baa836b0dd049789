/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The architectures of predictors: identifier, name and title. architectures.cpp has
 * build_IDENTIFIER() for each. */
#define TAU_ARCHITECTURES(ARCHITECTURE)                                                            \
  ARCHITECTURE (compact, "compact", N_ ("Compact"))                                                \
  ARCHITECTURE (efficientnet_b0, "efficientnet-b0", N_ ("EfficientNet-B0"))
