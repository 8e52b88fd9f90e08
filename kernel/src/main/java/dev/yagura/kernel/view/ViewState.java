package dev.yagura.kernel.view;

/**
 * What one view holds.
 *
 * @param views the kernel the structure is in, and its look
 * @param plan how the structure's fields are read
 * @param gva address of the structure
 * @param bytes the snapshot, laid out by {@link ViewPlan#snapshot()}; not changed any more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying each snapshot costs
record ViewState(StructViews views, ViewPlan plan, long gva, byte[] bytes) {}
