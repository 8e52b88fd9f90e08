package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.yagura.bpf.run.Machine;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Names and types that the written classes of a program know each other by. */
final class Names {
    private static final String PACKAGE = "bpf.";
    private static final String FUNCTION_PREFIX = PACKAGE + "Function";
    private static final ClassDesc MACHINE = Machine.class.describeConstable().orElseThrow();

    /** The class that calls any function by address. */
    static final ClassDesc DISPATCH = ClassDesc.of(PACKAGE + "Any");

    /** Its static method. */
    static final String ANY = "any";

    /** The type of its methods. */
    static final MethodTypeDesc DISPATCHED =
            MethodTypeDesc.of(
                    CD_long, MACHINE, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long,
                    CD_long);

    /** The static method of a function. */
    static final String CALL = "call";

    /** Its type: machine, registers 1 to 5, frame pointer. */
    static final MethodTypeDesc FUNCTION =
            MethodTypeDesc.of(
                    CD_long, MACHINE, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long);

    private Names() {}

    /** Returns the class of the function that starts at an instruction. */
    static ClassDesc ofFunction(int start) {
        return ClassDesc.of(FUNCTION_PREFIX + start);
    }

    /** Returns the name that a class loader knows a class by. */
    static String binary(ClassDesc type) {
        return type.packageName() + "." + type.displayName();
    }

    /** Returns where the function of a class starts; negative if it is the class of none. */
    static int functionOf(String className) {
        return className.startsWith(FUNCTION_PREFIX)
                ? Integer.parseInt(className.substring(FUNCTION_PREFIX.length()))
                : -1;
    }
}
