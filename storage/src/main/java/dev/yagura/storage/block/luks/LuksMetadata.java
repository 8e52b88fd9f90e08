package dev.yagura.storage.block.luks;

import java.util.List;

/**
 * A header as it was read.
 *
 * @param info what there is to show
 * @param slots those keyslots of it that can be tried
 */
record LuksMetadata(LuksInfo info, List<Slot> slots) {}
