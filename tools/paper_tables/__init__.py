# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools/paper-tables consists of."""
