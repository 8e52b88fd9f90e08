package dev.yagura.kernel.view;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the kernel structure that a {@link StructView} reads. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface KernelStruct {
    /**
     * The structure's or union's tag, or a typedef of it, for example {@code "task_struct"}. Of
     * several names the first one that the kernel at hand has is meant.
     */
    String[] value();
}
