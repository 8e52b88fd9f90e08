package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.NullGuestPointerException;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the guest's security modules are asked about: lists of hooks before 6.12, static calls
 * since; {@code security/security.c}.
 */
public final class SecurityHooks {
    /** Security modules in one kernel; {@code MAX_LSM_COUNT} is below 20. */
    private static final long MAX_MODULES = 64;

    @KernelStruct("security_hook_list")
    interface Hook extends StructView {
        @KernelField({"lsm", "lsmid->name"})
        Optional<String> module() throws IOException;
    }

    @KernelStruct("lsm_static_call")
    interface Call extends StructView {
        @KernelField("hl")
        long hookGva();

        @KernelField("key->func")
        OptionalLong called() throws IOException;
    }

    private final StructViews views;
    private final Walks walks;

    /** Returns the hooks of a guest; nothing is read yet. */
    public SecurityHooks(Linux linux) {
        this.views = linux.views();
        this.walks = linux.walks();
    }

    /**
     * Returns the hooks in use, in the order of the kernel's own table of them.
     *
     * @throws IOException if this kernel has no security modules, or the memory source fails
     */
    public Partial<SecurityHook> list() throws IOException {
        OptionalLong heads = views.kernel().symbols().address("security_hook_heads");
        if (heads.isPresent()) {
            return lists(heads.getAsLong());
        }
        OptionalLong calls = views.kernel().symbols().address("static_calls_table");
        if (calls.isPresent()) {
            return calls(calls.getAsLong());
        }
        throw new KernelLayoutException(
                views.kernel().release(),
                "symbols",
                "security_hook_heads or static_calls_table",
                "not found");
    }

    private StructType struct(String tag) throws KernelLayoutException {
        return views.kernel()
                .types()
                .struct(tag)
                .orElseThrow(() ->
                        new KernelLayoutException(views.kernel().release(), tag, "", "not found"));
    }

    private Partial<SecurityHook> lists(long headsGva) throws IOException {
        Partial.Collector<SecurityHook> found = Partial.collector();
        for (StructType.Member member : struct("security_hook_heads").members()) {
            Walk<Hook> hooks = walks.hlist(headsGva + member.offsetBytes(), Hook.class, "list");
            found.check(hooks);
            for (Hook hook : hooks.items()) {
                found.add(hook.toString(), () -> hook(member.name(), hook, 0));
            }
        }
        return found.done();
    }

    private Partial<SecurityHook> calls(long tableGva) throws IOException {
        Partial.Collector<SecurityHook> found = Partial.collector();
        long size = views.sizeOf("lsm_static_call");
        for (StructType.Member member : struct("lsm_static_calls_table").members()) {
            long count = member.type() instanceof CType.Array(CType _, long n) ? n : 1;
            for (long i = 0; i < Math.min(count, MAX_MODULES); i++) {
                long gva = tableGva + member.offsetBytes() + i * size;
                Partial.Collector<Call> read = Partial.collector();
                read.add("lsm_static_call at 0x%x".formatted(gva), () -> views.at(Call.class, gva));
                Partial<Call> call = read.done();
                call.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
                for (Call used : call.items()) {
                    if (used.hookGva() != 0) {
                        found.add(
                                used.toString(),
                                () ->
                                        hook(
                                                member.name(),
                                                views.at(Hook.class, used.hookGva()),
                                                used.called().orElse(0)));
                    }
                }
            }
        }
        return found.done();
    }

    private SecurityHook hook(String name, Hook hook, long called) throws IOException {
        long at = hook.gva() + views.offsetOf("security_hook_list", "hook");
        String module =
                hook.module()
                        .orElseThrow(() ->
                                new NullGuestPointerException(
                                        "security_hook_list", "lsm", hook.gva()));
        return new SecurityHook(hook.gva(), name, module, views.kernel().memory().u64(at), called);
    }
}
