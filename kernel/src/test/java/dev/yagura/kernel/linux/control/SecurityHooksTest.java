package dev.yagura.kernel.linux.control;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static dev.yagura.kernel.fixture.FakeTypes.union;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks in lists, as before 6.12, and as static calls. */
class SecurityHooksTest {
    private static final long TEXT = FakeGuest.TEXT;
    private static final long ON_OPEN = TEXT + 0x400;

    /** The union of all hooks' types. */
    private static final CType HOOK = union(8, at(0, "file_open", VOID_POINTER));

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long name;

    @BeforeEach
    void writesKernel() {
        guest.symbol("_text", TEXT, 'T')
                .symbol("_stext", TEXT, 'T')
                .symbol("apparmor_file_open", ON_OPEN, 'T')
                .symbol("_etext", TEXT + 0x1000, 'T')
                .symbol("_end", TEXT + 0x2000, 'B');
        name = guest.allocate(16);
        guest.text(name, "apparmor");
    }

    private ShownTable shown() throws IOException {
        return ShownTable.of(guest.kernel(), "lsm");
    }

    private long heads() {
        guest.types()
                .struct(
                        "security_hook_heads",
                        16,
                        at(0, "file_open", named("hlist_head")),
                        at(8, "task_free", named("hlist_head")))
                .struct(
                        "security_hook_list",
                        40,
                        at(0, "list", named("hlist_node")),
                        at(16, "head", U64),
                        at(24, "hook", HOOK),
                        at(32, "lsm", new CType.Pointer(CHAR)));
        long heads = guest.allocate(16);
        guest.symbol("security_hook_heads", heads, 'D');
        return heads;
    }

    private long hook(long head, long function) {
        long hook = guest.allocate(40);
        guest.u64(hook, guest.u64(head)).u64(hook + 24, function).u64(hook + 32, name);
        guest.u64(head, hook);
        return hook;
    }

    @Test
    void listsOfHooksShow() throws IOException {
        long heads = heads();
        hook(heads, 0xffff_ffff_c000_0000L);
        hook(heads, ON_OPEN);

        assertThat(shown().lines("hook", "lsm", "symbol", "owner", "called"))
                .containsExactly(
                        "file_open apparmor apparmor_file_open kernel null",
                        "file_open apparmor  unknown null");
        assertThat(shown().gaps()).isEmpty();
    }

    @Test
    void circularListIsAGap() throws IOException {
        long heads = heads();
        long hook = hook(heads + 8, ON_OPEN);
        guest.u64(hook, hook);

        assertThat(shown().lines("hook")).containsExactly("task_free");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void hookOfNobodyIsAGap() throws IOException {
        long heads = heads();
        guest.u64(hook(heads, ON_OPEN) + 32, 0);
        hook(heads + 8, ON_OPEN);

        assertThat(shown().lines("hook")).containsExactly("task_free");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void staticCallsShowWithWhatTheyLeadTo() throws IOException {
        guest.types()
                .struct("static_call_key", 8, at(0, "func", U64))
                .struct("lsm_id", 8, at(0, "name", new CType.Pointer(CHAR)))
                .struct(
                        "security_hook_list",
                        24,
                        at(8, "hook", HOOK),
                        at(16, "lsmid", pointerTo("lsm_id")))
                .struct(
                        "lsm_static_call",
                        16,
                        at(0, "key", pointerTo("static_call_key")),
                        at(8, "hl", pointerTo("security_hook_list")))
                .struct(
                        "lsm_static_calls_table",
                        64,
                        at(0, "file_open", array(named("lsm_static_call"), 2)),
                        at(32, "task_free", array(named("lsm_static_call"), 2)));
        long table = guest.allocate(64);
        long key = guest.allocate(8);
        long hook = guest.allocate(24);
        long id = guest.allocate(8);
        guest.symbol("static_calls_table", table, 'D');
        guest.u64(key, ON_OPEN + 8).u64(id, name).u64(hook + 8, ON_OPEN).u64(hook + 16, id);
        guest.u64(table + 16, key).u64(table + 24, hook);
        guest.u64(table + 40, 0xffff_9000_0000_0000L);

        assertThat(shown().lines("hook", "lsm", "symbol", "calledSymbol", "calledOwner"))
                .containsExactly(
                        "file_open apparmor apparmor_file_open apparmor_file_open+0x8 kernel");
        assertThat(shown().gaps()).hasSize(1);
    }

    @Test
    void kernelWithoutSecurityModulesSaysSo() {
        assertThatThrownBy(this::shown).isInstanceOf(KernelLayoutException.class);
    }
}
