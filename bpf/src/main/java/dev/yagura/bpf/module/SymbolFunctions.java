package dev.yagura.bpf.module;

import dev.yagura.bpf.run.Trap;
import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owner;
import dev.yagura.kernel.linux.Owners;
import java.io.IOException;

/** Symbols by name and address, and whose an address is. */
final class SymbolFunctions {
    private final Linux linux;
    private final Texts texts;
    private final Work work;

    SymbolFunctions(Linux linux, Texts texts, Work work) {
        this.linux = linux;
        this.texts = texts;
        this.work = work;
    }

    /** Returns whom addresses belong to, to be asked once. */
    private Owners owners() throws Trap, IOException {
        work.spend(Work.OWNER);
        return linux.owners();
    }

    void addTo(Bindings bindings) {
        bindings.add(
                1040,
                (memory, name, b, c, d, e) ->
                        linux.kernel().symbols().address(texts.read(memory, name)).orElse(0));
        bindings.add(
                1041,
                (memory, buffer, size, gva, d, e) -> {
                    CodeLocation location = owners().locate(gva);
                    return texts.write(
                            memory,
                            buffer,
                            size,
                            location.symbol().isEmpty() ? "" : location.describe());
                });
        bindings.add(
                1042,
                (memory, gva, b, c, d, e) ->
                        switch (owners().of(gva)) {
                            case Owner.Unknown() -> 0;
                            case Owner.Image(var _) -> 1;
                            case Owner.Module(var _, var _) -> 2;
                        });
        bindings.add(1043, (memory, gva, b, c, d, e) -> owners().isKernelText(gva) ? 1 : 0);
        bindings.add(
                1044,
                (memory, buffer, size, gva, d, e) ->
                        texts.write(memory, buffer, size, owners().locate(gva).owner()));
    }
}
