package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** Structures of netfilter; {@code include/linux/netfilter.h}. */
final class HookStructs {
    private HookStructs() {}

    /** The hooks of one place, and behind them pointers to how each was registered. */
    @KernelStruct("nf_hook_entries")
    interface Entries extends StructView {
        @KernelField("num_hook_entries")
        int count();
    }

    /** What is called. */
    @KernelStruct("nf_hook_entry")
    interface Entry extends StructView {
        @KernelField("hook")
        long function();

        @KernelField("priv")
        long argument();
    }

    /** How a hook was registered. */
    @KernelStruct("nf_hook_ops")
    interface Operations extends StructView {
        @KernelField("hook")
        long function();

        @KernelField("priority")
        int priority();

        /** Returns {@code enum nf_hook_ops_type}; since 5.15. */
        @KernelField("hook_ops_type")
        OptionalInt type();
    }

    /** A chain of nftables; its types are in the module's own, which not all sources have. */
    @KernelStruct("nft_chain")
    interface Chain extends StructView {
        @KernelField("name")
        Optional<String> name() throws IOException;

        @KernelField("table->name")
        Optional<String> table() throws IOException;
    }
}
