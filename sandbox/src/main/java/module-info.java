/** The host's side of a guest's files: what mounts them, outside the enclave. */
module dev.yagura.sandbox {
    requires transitive dev.yagura.channel;
    requires transitive dev.yagura.storage;

    exports dev.yagura.sandbox.fuse;
}
