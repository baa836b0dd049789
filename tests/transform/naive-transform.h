/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image/tau-image.h"

/* The transform as SPEC section 2 tells it, word by word and slowly: the 3x mirror image is built,
 * the operation runs on all of it, the centre is cut out. Shares no code with the product. */
TauImage *naive_transform (const char *family, double amount, const TauImage *in, int margin);
