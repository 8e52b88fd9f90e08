package dev.yagura.bpf.jit;

import dev.yagura.bpf.run.Engine;
import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bpf.run.Trap;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A program as classes of its own, which the JVM interprets and soon compiles. */
public final class CompiledProgram implements Engine {
    private static final int ARGUMENTS = 5;

    private final Program program;
    private final Dispatch dispatch;

    private CompiledProgram(Program program, Dispatch dispatch) {
        this.program = program;
        this.dispatch = dispatch;
    }

    /** Writes and loads the classes of a program. */
    public static CompiledProgram of(Program program) {
        Map<String, byte[]> classes = new HashMap<>();
        for (Function function : program.functions()) {
            classes.put(
                    Names.binary(Names.ofFunction(function.start())),
                    new FunctionWriter(program, function).write());
        }
        String entry = Names.binary(Names.DISPATCH);
        classes.put(entry, DispatchWriter.write(program));
        try {
            Class<?> type = new WrittenClasses(classes).loadClass(entry);
            return new CompiledProgram(
                    program, (Dispatch) type.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a class written by this package cannot be used", e);
        }
    }

    @Override
    public long call(Machine machine, Function function, long... arguments)
            throws ProgramFault, IOException {
        long[] a = Arrays.copyOf(arguments, ARGUMENTS);
        long target = Program.addressOf(function.start());
        long frame = machine.begin();
        try {
            return dispatch.call(machine, target, a[0], a[1], a[2], a[3], a[4], frame);
        } catch (Trap trap) {
            throw ProgramFault.at(program, Lines.thrownAt(trap), trap);
        }
    }

    /** The loader of one program's classes; they are found by nobody else. */
    private static final class WrittenClasses extends ClassLoader {
        private final Map<String, byte[]> classes;

        WrittenClasses(Map<String, byte[]> classes) {
            super(CompiledProgram.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
