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

/**
 * Writes the class that implements a view interface.
 *
 * <p>Hidden, and in the package of the interface, so that authors need not make it public. An
 * integer field compiles to one call with a constant offset, which the JIT inlines to a load.
 */
final class ViewClassWriter {
    private static final ClassDesc SUPPORT = ViewSupport.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_Object);
    private static final MethodTypeDesc CREATE = MethodTypeDesc.of(SUPPORT, CD_Object);
    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_long, CD_int);
    private static final MethodTypeDesc READ = MethodTypeDesc.of(CD_Object, CD_int);

    private ViewClassWriter() {}

    /**
     * Defines the class and returns its prototype.
     *
     * @throws IllegalArgumentException if the interface's module does not open its package
     */
    static ViewSupport define(Class<? extends StructView> view, ViewPlan plan) {
        MethodHandles.Lookup lookup;
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
            Class<?> defined = lookup.defineHiddenClass(write(view, plan), true).lookupClass();
            var constructor = defined.getDeclaredConstructor(Object.class);
            constructor.setAccessible(true);
            return (ViewSupport) constructor.newInstance((Object) null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a class written by this package cannot be used", e);
        }
    }

    private static byte[] write(Class<? extends StructView> view, ViewPlan plan) {
        ClassDesc self = ClassDesc.of(view.getPackageName(), view.getSimpleName() + "$View");
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
                                    0,
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
                            for (ViewPlan.MethodPlan method : plan.methods()) {
                                ClassDesc returned = returned(method);
                                type.withMethodBody(
                                        method.method().getName(),
                                        MethodTypeDesc.of(returned),
                                        ClassFile.ACC_PUBLIC,
                                        code -> body(code, plan, method, returned));
                            }
                        });
    }

    private static ClassDesc returned(ViewPlan.MethodPlan method) {
        return method.method().getReturnType().describeConstable().orElseThrow();
    }

    private static void body(
            CodeBuilder code, ViewPlan plan, ViewPlan.MethodPlan method, ClassDesc returned) {
        code.aload(0);
        switch (method) {
            case ViewPlan.Load(var _, long offset, int sizeBytes, boolean signed) -> {
                code.loadConstant(plan.snapshot().position(offset, sizeBytes));
                String load = (signed || sizeBytes == Long.BYTES ? "s" : "u") + 8 * sizeBytes;
                code.invokevirtual(SUPPORT, load, LOAD);
                convert(code, returned);
            }
            case ViewPlan.Call(var _, int accessor) -> {
                code.loadConstant(accessor);
                if (returned.isPrimitive()) {
                    code.invokevirtual(SUPPORT, "integer", LOAD);
                    convert(code, returned);
                } else {
                    code.invokevirtual(SUPPORT, "object", READ).checkcast(returned).areturn();
                }
            }
        }
    }

    /** Returns the long on the stack as a long, an int, or whether it is not 0. */
    private static void convert(CodeBuilder code, ClassDesc returned) {
        switch (returned.descriptorString()) {
            case "J" -> code.lreturn();
            case "I" -> code.l2i().ireturn();
            default ->
                    code.lconst_0()
                            .lcmp()
                            .ifThenElse(
                                    notZero -> notZero.iconst_1().ireturn(),
                                    zero -> zero.iconst_0().ireturn());
        }
    }
}
