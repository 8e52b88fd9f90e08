/**
 * System calls of Linux that the JDK has no class for. The one module that calls native code; what
 * runs in the enclave does not know it.
 */
module dev.yagura.syscall {
    requires static transitive org.jspecify;

    exports dev.yagura.syscall;
}
