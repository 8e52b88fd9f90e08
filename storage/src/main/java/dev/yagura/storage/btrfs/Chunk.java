package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of logical addresses and where on the devices it is.
 *
 * @param structure where it was read, for messages
 * @param logical first address
 * @param lengthBytes at least 1
 * @param type what is in it, and how it is spread: {@code BTRFS_BLOCK_GROUP_*}
 * @param stripeBytes how many bytes go to one device before the next, where it is striped
 * @param copies how often each byte is there
 * @param stripes the parts, each on one device
 */
record Chunk(
        Structure structure,
        long logical,
        long lengthBytes,
        long type,
        long stripeBytes,
        int copies,
        List<Stripe> stripes) {

    /** A part of a chunk on one device. */
    record Stripe(long device, long offset) {}

    /** Where some bytes of a chunk are, without a gap. */
    record Place(long device, long offset, long lengthBytes) {}

    private static final long RAID0 = 0x8;
    private static final long RAID10 = 0x40;
    private static final long RAID56 = 0x180;
    private static final long METADATA = 0x4 | 0x2;
    private static final int HEADER_BYTES = 48;
    private static final int STRIPE_ITEM_BYTES = 32;

    /** Devices of a filesystem, at most; what a chunk item of a leaf could name. */
    private static final int MAX_STRIPES = 2048;

    private static final Field LENGTH = new Field("length", 0, 8);
    private static final Field STRIPE_LEN = new Field("stripe_len", 16, 8);
    private static final Field TYPE = new Field("type", 24, 8);
    private static final Field NUM_STRIPES = new Field("num_stripes", 44, 2);
    private static final Field SUB_STRIPES = new Field("sub_stripes", 46, 2);

    static Chunk parse(Structure item, long logical) throws MalformedStructureException {
        long type = item.u64(TYPE);
        int count = item.u16(NUM_STRIPES);
        item.requireRange(NUM_STRIPES, count, 1, MAX_STRIPES);
        long length = item.u64InRange(LENGTH, 1, Long.MAX_VALUE >> 1);
        item.requireRange(LENGTH, logical, 0, Long.MAX_VALUE >> 1);
        boolean striped = (type & (RAID0 | RAID10)) != 0;
        int copies = striped ? 1 : count;
        if ((type & RAID10) != 0) {
            copies = item.u16(SUB_STRIPES);
            item.requireRange(SUB_STRIPES, copies, 1, count);
            item.requireRange(NUM_STRIPES, count % copies, 0, 0);
        }
        long stripeBytes = item.u64(STRIPE_LEN);
        if (striped) {
            item.requireRange(STRIPE_LEN, stripeBytes, 4096, 1 << 30);
        }
        List<Stripe> stripes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = HEADER_BYTES + (long) i * STRIPE_ITEM_BYTES;
            Field offset = new Field("stripe.offset", at + 8, 8);
            stripes.add(
                    new Stripe(
                            item.u64(new Field("stripe.devid", at, 8)),
                            item.u64InRange(offset, 0, Long.MAX_VALUE - length)));
        }
        return new Chunk(item, logical, length, type, stripeBytes, copies, stripes);
    }

    /** Returns how many bytes the item of a chunk with so many stripes has. */
    static long itemBytes(Structure item) throws MalformedStructureException {
        return HEADER_BYTES + (long) item.u16(NUM_STRIPES) * STRIPE_ITEM_BYTES;
    }

    /** Returns whether nodes of trees may be in this chunk. */
    boolean hasMetadata() {
        return (type & METADATA) != 0;
    }

    /**
     * Returns where a byte, and as many as follow it there, is.
     *
     * @param offset from the start of the chunk
     * @param copy from 0 to before {@link #copies}
     */
    Place place(long offset, int copy) throws MalformedStructureException {
        if ((type & RAID56) != 0) {
            throw structure.malformed(
                    Reason.UNSUPPORTED,
                    TYPE,
                    "is 0x%x: RAID5 or RAID6, which is not read".formatted(type));
        }
        if ((type & (RAID0 | RAID10)) == 0) {
            Stripe stripe = stripes.get(copy);
            return new Place(stripe.device(), stripe.offset() + offset, lengthBytes - offset);
        }
        int groups = stripes.size() / copies;
        long number = offset / stripeBytes;
        long within = offset % stripeBytes;
        Stripe stripe = stripes.get((int) (number % groups) * copies + copy);
        return new Place(
                stripe.device(),
                stripe.offset() + number / groups * stripeBytes + within,
                Math.min(stripeBytes - within, lengthBytes - offset));
    }
}
