package dev.yagura.bpf.module;

import dev.yagura.bpf.jit.CompiledProgram;
import dev.yagura.bpf.load.Loader;
import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.Limits;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.baseline.ModuleValues;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.types.Btf;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a module as a detector.
 *
 * <p>Each look is a run of its own: variables of the module begin as they were compiled.
 */
public final class ModuleDetector implements Detector {
    /** The function that a module defines. */
    private static final String ENTRY = "detect";

    private final DetectorModule module;
    private final Map<String, String> parameters;
    private final Optional<Baseline> baseline;
    private final ModuleOutput output;

    /**
     * Prepares a module.
     *
     * @param parameters values that the user gave
     * @param output where rows and notes go
     * @throws IllegalArgumentException if the module has no parameter of a name
     */
    public ModuleDetector(
            DetectorModule module, Map<String, String> parameters, ModuleOutput output) {
        this(module, parameters, Optional.empty(), output);
    }

    /**
     * Prepares a module.
     *
     * @param parameters values that the user gave
     * @param baseline where it may have kept values of an earlier look
     * @param output where rows, notes and values go
     * @throws IllegalArgumentException if the module has no parameter of a name
     */
    public ModuleDetector(
            DetectorModule module,
            Map<String, String> parameters,
            Optional<Baseline> baseline,
            ModuleOutput output) {
        for (String name : parameters.keySet()) {
            if (!module.info().parameters().containsKey(name)) {
                throw new IllegalArgumentException(
                        "%s: parameter \"%s\" is unknown, expected one of %s"
                                .formatted(
                                        module.info().detector().id(),
                                        name,
                                        module.info().parameters().keySet()));
            }
        }
        this.module = module;
        this.parameters = Map.copyOf(parameters);
        this.baseline = baseline;
        this.output = output;
    }

    @Override
    public DetectorInfo info() {
        return module.info().detector();
    }

    /** Returns what the module says it is. */
    public ModuleInfo moduleInfo() {
        return module.info();
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        output.begin();
        Kernel kernel = context.linux().kernel();
        Program program = load(kernel);
        Function entry =
                program.function(ENTRY)
                        .orElseThrow(() ->
                                new MalformedStructureException(
                                        Reason.OUT_OF_RANGE,
                                        module.object().name(),
                                        "functions",
                                        0,
                                        "have no %s(), which every module defines"
                                                .formatted(ENTRY)));
        Bindings bindings =
                new Bindings(context, module.info(), parameters, valuesBefore(context), output);
        Machine machine =
                new Machine(
                        program,
                        kernel.memory()::read,
                        bindings.helpers(),
                        Limits.DEFAULT,
                        new byte[0]);
        try {
            CompiledProgram.of(program).call(machine, entry);
        } catch (ProgramFault fault) {
            throw new ModuleException(module.object().name(), fault);
        }
    }

    private Optional<ModuleValues> valuesBefore(DetectorContext context) {
        if (baseline.isEmpty() || !module.info().needs().contains(Need.BASELINE)) {
            return Optional.empty();
        }
        Optional<ModuleValues> values = baseline.get().module(info().id());
        if (values.isEmpty()) {
            context.notCovered(
                    "changes since the baseline",
                    "%s has nothing of this module, expected it to be recorded with it"
                            .formatted(baseline.get().text()));
        }
        return values;
    }

    private Program load(Kernel kernel) throws MalformedStructureException {
        Optional<Btf> types =
                kernel.types() instanceof Btf btf ? Optional.of(btf) : Optional.empty();
        return new Loader(types.map(Btf::graph), kernel.symbols()::address).load(module.object());
    }
}
