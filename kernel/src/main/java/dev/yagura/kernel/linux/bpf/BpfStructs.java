package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the kernel knows of BPF; {@code include/linux/bpf.h}, {@code filter.h}. */
final class BpfStructs {
    private BpfStructs() {}

    @KernelStruct("bpf_prog")
    interface Program extends StructView {
        String type();

        String expectedAttachType();

        boolean jited();

        @KernelField("len")
        int instructions();

        int jitedLen();

        byte[] tag();

        @KernelField("bpf_func")
        long code();

        @KernelField("aux->id")
        int id() throws IOException;

        @KernelField("aux->name")
        String name() throws IOException;

        @KernelField("aux->load_time")
        long loadTime() throws IOException;

        @KernelField("aux->user->uid")
        OptionalInt uid() throws IOException;

        @KernelField("aux->used_maps")
        long usedMaps() throws IOException;

        @KernelField("aux->used_map_cnt")
        int usedMapCount() throws IOException;

        @KernelField("aux->refcnt.counter")
        OptionalLong references() throws IOException;

        /** Returns the address of the program that it extends or traces. */
        @KernelField("aux->dst_prog")
        OptionalLong extendedGva() throws IOException;

        /** Returns the address of the name of the kernel function it is attached to. */
        @KernelField("aux->attach_func_name")
        OptionalLong attachNameGva() throws IOException;
    }

    @KernelStruct("bpf_map")
    interface Map extends StructView {
        int id();

        @KernelField("map_type")
        String type();

        String name();

        int keySize();

        int valueSize();

        int maxEntries();

        @KernelField("map_flags")
        int flags();

        boolean frozen();

        @KernelField("ops")
        long operations();
    }

    @KernelStruct("bpf_link")
    interface Link extends StructView {
        int id();

        String type();

        @KernelField("ops")
        long operations();

        @KernelField("prog")
        long programGva();
    }
}
