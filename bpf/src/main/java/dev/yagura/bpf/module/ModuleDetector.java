package dev.yagura.bpf.module;

import dev.yagura.bpf.jit.CompiledProgram;
import dev.yagura.bpf.load.Loader;
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
        this.output = output;
    }

    @Override
    public DetectorInfo info() {
        return module.info().detector();
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
        Bindings bindings = new Bindings(context, parameters, output);
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

    private Program load(Kernel kernel) throws MalformedStructureException {
        Optional<Btf> types =
                kernel.types() instanceof Btf btf ? Optional.of(btf) : Optional.empty();
        return new Loader(types.map(Btf::graph), kernel.symbols()::address).load(module.object());
    }
}
