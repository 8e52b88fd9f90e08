package dev.yagura.kernel.walk;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** A hash table that grows; {@code include/linux/rhashtable-types.h}. */
@KernelStruct("rhashtable")
interface RhashTable extends StructView {
    @KernelField("tbl")
    long tableGva();

    /** Its buckets; {@code include/linux/rhashtable.h}. */
    @KernelStruct("bucket_table")
    interface Buckets extends StructView {
        @KernelField("size")
        long size();

        /** Returns how deep buckets are nested: not 0 while memory is short. */
        @KernelField("nest")
        long nest();

        /** Returns the table that the entries are being moved to, or 0. */
        @KernelField("future_tbl")
        long futureGva();
    }
}
