/** A guest's memory: guest-physical bytes, where they come from, and x86-64 translation. */
module dev.yagura.memory {
    requires transitive dev.yagura.bytes;

    exports dev.yagura.memory;
    exports dev.yagura.memory.dump;
    exports dev.yagura.memory.paging;
}
