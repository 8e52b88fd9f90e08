package dev.yagura.bpf.module;

import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.bpf.run.Helper;
import dev.yagura.bpf.run.Helpers;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.baseline.ModuleValues;
import dev.yagura.kernel.linux.GuestFaults;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that a module can call, bound to one look at a guest.
 *
 * <p>Their numbers are those of the headers {@code yagura/*.h}, and stay: objects that were
 * compiled once name them.
 */
final class Bindings {
    private final Map<Integer, Helper> byNumber = new HashMap<>();
    private final Work work = new Work();

    Bindings(
            DetectorContext context,
            ModuleInfo info,
            Map<String, String> parameters,
            Optional<ModuleValues> baseline,
            ModuleOutput output) {
        Texts texts = new Texts(work);
        TextFormat format = new TextFormat(context.linux(), texts, work);
        new FindingFunctions(context, texts, format, work, output).addTo(this);
        new RowFunctions(context, texts, work, output).addTo(this);
        new GuestFunctions(context, parameters, texts).addTo(this);
        new MemoryFunctions(context.linux(), texts, work).addTo(this);
        new SymbolFunctions(context.linux(), texts, work).addTo(this);
        new WalkFunctions(context, work).addTo(this);
        new FileFunctions(context, info.needs().contains(Need.FILES), texts, work).addTo(this);
        if (info.needs().contains(Need.BASELINE)) {
            new BaselineFunctions(baseline, texts, work, output).addTo(this);
        } else {
            BaselineFunctions.refuseIn(this);
        }
    }

    /** Adds a function. What the guest holds wrongly ends the module at the line that asked. */
    void add(int number, Helper function) {
        Helper guarded =
                (memory, a, b, c, d, e) -> {
                    work.spend(Work.CALL);
                    try {
                        return function.call(memory, a, b, c, d, e);
                    } catch (IOException failed) {
                        if (!GuestFaults.isGuestFault(failed)) {
                            throw failed;
                        }
                        Trap trap =
                                new Trap(
                                        ProgramFault.Kind.HELPER,
                                        0,
                                        String.valueOf(failed.getMessage()));
                        trap.initCause(failed);
                        throw trap;
                    }
                };
        if (byNumber.put(number, guarded) != null) {
            throw new IllegalArgumentException("function " + number + " is there twice");
        }
    }

    Helpers helpers() {
        return new Helpers(byNumber);
    }
}
