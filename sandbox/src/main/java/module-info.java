/**
 * The host's side of a guest's files: what mounts them and runs tools on them, outside the enclave.
 */
module dev.yagura.sandbox {
    requires dev.yagura.syscall;
    requires transitive dev.yagura.storage;

    exports dev.yagura.sandbox.fuse;
    exports dev.yagura.sandbox.report;
    exports dev.yagura.sandbox.run;
    exports dev.yagura.sandbox.tools;
}
