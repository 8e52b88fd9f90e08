package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;

/** Structures of the key service; {@code include/linux/key.h}, {@code assoc_array_priv.h}. */
final class KeyStructs {
    private KeyStructs() {}

    @KernelStruct("key")
    interface Key extends StructView {
        @KernelField("usage.refs.counter")
        int usage();

        int serial();

        @KernelField("type->name")
        Optional<String> type() throws IOException;

        Optional<String> description() throws IOException;

        int uid();

        int gid();

        int perm();

        long flags();

        long expiry();

        /** Returns the topmost pointer of a key ring's tree; of another key, something else. */
        @KernelField("keys.root")
        long keys();
    }

    @KernelStruct("assoc_array_node")
    interface Node extends StructView {
        long[] slots();
    }

    @KernelStruct("assoc_array_shortcut")
    interface Shortcut extends StructView {
        @KernelField("next_node")
        long nextNode();
    }
}
