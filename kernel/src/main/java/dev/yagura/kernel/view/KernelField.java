package dev.yagura.kernel.view;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the field that a method of a {@link StructView} reads.
 *
 * <p>Without this annotation the method's own name is meant, with {@code realParent} also tried as
 * {@code real_parent}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface KernelField {
    /**
     * A path of members: {@code "comm"}, {@code "se.on_rq"}, {@code "mm->exe_file"}, {@code
     * "pid_links[2].next"}. Both {@code .} and {@code ->} follow a pointer; members of anonymous
     * structures are named as in C. Of several paths the first one that the kernel at hand has is
     * meant, for fields that were renamed between kernels.
     */
    String[] value();
}
