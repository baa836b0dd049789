/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/tau-pack.h"

/* Packs for tests of the engine. */

/* pack.json of FOLDER for the files target.pt and predictor.pt (where it exists) that are there,
 * with their checksums: input 32 px, margin 4, the classes "ape", "bee", "cat", "dog", "elk". */
JsonNode *fixture_pack_json (const char *folder);

/* Writes the above. */
void fixture_write_pack_json (const char *folder);

/* A pack of random networks: resnet8 and compact. Needs libtorch. */
void fixture_write_pack (const char *folder, guint64 target_seed, guint64 predictor_seed);

/* Flat grey pictures under the names of the benchmark's frost files. */
void fixture_write_textures (const char *folder, guint8 level);
