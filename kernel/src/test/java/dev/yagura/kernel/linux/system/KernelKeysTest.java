package dev.yagura.kernel.linux.system;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.S64;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelKeysTest {
    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long tree;

    @BeforeEach
    void definesTypes() {
        CType text = new CType.Pointer(CHAR);
        guest.types()
                .struct("key_type", 16, at(0, "name", text))
                .struct("assoc_array", 16, at(0, "root", VOID_POINTER))
                .struct("assoc_array_node", 160, at(16, "slots", array(VOID_POINTER, 16)))
                .struct("assoc_array_shortcut", 32, at(16, "next_node", VOID_POINTER))
                .struct(
                        "key",
                        128,
                        at(
                                0,
                                "usage",
                                anonymous(4, at(0, "refs", anonymous(4, at(0, "counter", S32))))),
                        at(4, "serial", S32),
                        at(8, "serial_node", named("rb_node")),
                        at(32, "type", pointerTo("key_type")),
                        at(40, "description", text),
                        at(48, "uid", U32),
                        at(52, "gid", U32),
                        at(56, "perm", U32),
                        at(64, "flags", U64),
                        at(72, "expiry", S64),
                        at(80, "keys", named("assoc_array")));
        tree = guest.allocate(8);
        guest.symbol("key_serial_tree", tree, 'B');
    }

    private long text(String text) {
        long gva = guest.allocate(64);
        guest.text(gva, text);
        return gva;
    }

    private long key(int serial, String type, String description) {
        long kind = guest.allocate(16);
        long key = guest.allocate(128);
        guest.u64(kind, text(type));
        guest.u32(key, 1)
                .u32(key + 4, serial)
                .u64(key + 32, kind)
                .u64(key + 40, text(description))
                .u32(key + 56, 0x1f0f_0000L);
        return key;
    }

    private void list(long... keys) {
        long[] nodes = keys.clone();
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] += 8;
        }
        fake.hang(tree, nodes);
    }

    private long node(long... slots) {
        long node = guest.allocate(160);
        for (int i = 0; i < slots.length; i++) {
            guest.u64(node + 16 + 8L * i, slots[i]);
        }
        return node | 1;
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "keys");
    }

    @Test
    void keysShowWithTheRingsThatHoldThem() throws IOException {
        long inner = key(2, "keyring", ".builtin_trusted_keys");
        long cert = key(3, "asymmetric", "Debian");
        long outer = key(1, "keyring", ".secondary_trusted_keys");
        long shortcut = guest.allocate(32);
        guest.u64(shortcut + 16, node(0, cert));
        guest.u64(inner + 80, node(0, shortcut | 3)).u64(outer + 80, inner | 2);
        list(outer, inner, cert);

        assertThat(shown().lines("serial", "type", "description", "in", "permissions"))
                .containsExactly(
                        "0x1 keyring .secondary_trusted_keys [] 1f0f0000",
                        "0x2 keyring .builtin_trusted_keys [.secondary_trusted_keys] 1f0f0000",
                        "0x3 asymmetric Debian [.builtin_trusted_keys] 1f0f0000");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void ringInACircleIsAGap() throws IOException {
        long ring = key(1, "keyring", "loop");
        long node = node();
        guest.u64((node & -2) + 16, node).u64(ring + 80, node);
        list(ring);

        assertThat(shown().lines("description")).containsExactly("loop");
        assertThat(shown().gaps()).containsExactly("what key ring 1 holds");
    }

    @Test
    void keyWithoutANameIsAGapAndTheOthersShow() throws IOException {
        long broken = key(1, "user", "x");
        guest.u64(broken + 40, 0xffff_9000_0000_0000L);
        list(broken, key(2, "user", "y"));

        assertThat(shown().lines("description")).containsExactly("y");
        assertThat(shown().gaps()).containsExactly("key 1 at 0x%x".formatted(broken));
    }
}
