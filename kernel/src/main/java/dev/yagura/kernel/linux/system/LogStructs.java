package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;

/** The ring that holds the kernel's log; {@code kernel/printk/printk_ringbuffer.h}. */
final class LogStructs {
    private LogStructs() {}

    @KernelStruct("printk_ringbuffer")
    interface Ring extends StructView {
        @KernelField("desc_ring.count_bits")
        int countBits();

        @KernelField("desc_ring.descs")
        long descriptors();

        @KernelField("desc_ring.infos")
        long infos();

        @KernelField("desc_ring.head_id")
        long headId();

        @KernelField("desc_ring.tail_id")
        long tailId();

        @KernelField("text_data_ring.size_bits")
        int sizeBits();

        @KernelField("text_data_ring.data")
        long data();
    }

    @KernelStruct("prb_desc")
    interface Descriptor extends StructView {
        @KernelField("state_var")
        long state();

        @KernelField("text_blk_lpos.begin")
        long begin();

        @KernelField("text_blk_lpos.next")
        long next();
    }

    @KernelStruct("printk_info")
    interface Details extends StructView {
        @KernelField("seq")
        long sequence();

        @KernelField("ts_nsec")
        long nanoseconds();

        @KernelField("text_len")
        int textLength();

        int facility();

        int level();

        int callerId();

        @KernelField("dev_info.subsystem")
        String subsystem();

        @KernelField("dev_info.device")
        String device();
    }
}
