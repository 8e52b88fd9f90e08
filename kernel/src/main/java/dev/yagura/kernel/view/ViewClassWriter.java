package dev.yagura.kernel.view;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the class that implements a view interface.
 *
 * <p>There is one for each interface, whatever kernels it is used with, in the interface's own
 * package so that authors need not make it public. Each method passes its number on; where the
 * field of that number is, is a matter of the {@link ViewPlan}. So a guest that lies about its
 * types can never make this class define another one.
 */
final class ViewClassWriter {
    private static final ClassDesc SUPPORT = ViewSupport.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_Object);
    private static final MethodTypeDesc CREATE = MethodTypeDesc.of(SUPPORT, CD_Object);
    private static final MethodTypeDesc INTEGER = MethodTypeDesc.of(CD_long, CD_int);
    private static final MethodTypeDesc OBJECT = MethodTypeDesc.of(CD_Object, CD_int);

    private static final ClassValue<Prototype> PROTOTYPES =
            new ClassValue<>() {
                @Override
                protected Prototype computeValue(Class<?> type) {
                    return new Prototype(type.asSubclass(StructView.class));
                }
            };

    private ViewClassWriter() {}

    /** The one instance of a view's class from which the others are made. */
    private static final class Prototype {
        private final Class<? extends StructView> view;
        private @Nullable ViewSupport made;

        Prototype(Class<? extends StructView> view) {
            this.view = view;
        }

        /** A class can be defined once only, so two threads must not try. */
        synchronized ViewSupport get() {
            ViewSupport known = made;
            if (known == null) {
                known = define(view);
                made = known;
            }
            return known;
        }
    }

    /**
     * Returns the prototype of a view's class.
     *
     * @throws IllegalArgumentException if the interface's module does not open its package
     */
    static ViewSupport prototype(Class<? extends StructView> view) {
        return PROTOTYPES.get(view).get();
    }

    private static ViewSupport define(Class<? extends StructView> view) {
        MethodHandles.Lookup lookup;
        // The author's module reads this one, not the other way round; the lookup needs both.
        ViewClassWriter.class.getModule().addReads(view.getModule());
        try {
            lookup = MethodHandles.privateLookupIn(view, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "%s: module %s must open package %s to module %s"
                            .formatted(
                                    view.getSimpleName(),
                                    view.getModule().getName(),
                                    view.getPackageName(),
                                    ViewSupport.class.getModule().getName()),
                    e);
        }
        try {
            var constructor = lookup.defineClass(write(view)).getDeclaredConstructor(Object.class);
            constructor.setAccessible(true);
            return (ViewSupport) constructor.newInstance((Object) null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a class written by this package cannot be used", e);
        }
    }

    private static byte[] write(Class<? extends StructView> view) {
        ClassDesc self = ClassDesc.of(view.getName() + "$View");
        List<Method> methods = ViewMethods.of(view);
        return ClassFile.of()
                .build(
                        self,
                        type -> {
                            type.withSuperclass(SUPPORT);
                            type.withInterfaceSymbols(view.describeConstable().orElseThrow());
                            type.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC);
                            type.withMethodBody(
                                    INIT_NAME,
                                    CONSTRUCTOR,
                                    ClassFile.ACC_PUBLIC,
                                    code ->
                                            code.aload(0)
                                                    .aload(1)
                                                    .invokespecial(SUPPORT, INIT_NAME, CONSTRUCTOR)
                                                    .return_());
                            type.withMethodBody(
                                    "create",
                                    CREATE,
                                    ClassFile.ACC_PROTECTED,
                                    code ->
                                            code.new_(self)
                                                    .dup()
                                                    .aload(1)
                                                    .invokespecial(self, INIT_NAME, CONSTRUCTOR)
                                                    .areturn());
                            for (int number = 0; number < methods.size(); number++) {
                                int constant = number;
                                ClassDesc returned = returned(methods.get(number));
                                type.withMethodBody(
                                        methods.get(number).getName(),
                                        MethodTypeDesc.of(returned),
                                        ClassFile.ACC_PUBLIC,
                                        code -> body(code, constant, returned));
                            }
                        });
    }

    private static ClassDesc returned(Method method) {
        return method.getReturnType().describeConstable().orElseThrow();
    }

    private static void body(CodeBuilder code, int number, ClassDesc returned) {
        code.aload(0).loadConstant(number);
        if (!returned.isPrimitive()) {
            code.invokevirtual(SUPPORT, "object", OBJECT).checkcast(returned).areturn();
            return;
        }
        code.invokevirtual(SUPPORT, "integer", INTEGER);
        switch (returned.descriptorString()) {
            case "J" -> code.lreturn();
            case "I" -> code.l2i().ireturn();
            default -> // boolean: whether it is not 0
                    code.lconst_0()
                            .lcmp()
                            .ifThenElse(
                                    notZero -> notZero.iconst_1().ireturn(),
                                    zero -> zero.iconst_0().ireturn());
        }
    }
}
