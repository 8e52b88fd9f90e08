/** Runs BPF programs: detectors written in C, in the enclave. */
module dev.yagura.bpf {
    requires transitive dev.yagura.bytes;
    requires transitive dev.yagura.detect;
    requires transitive dev.yagura.kernel;
    requires transitive dev.yagura.memory;
    requires dev.yagura.storage;

    exports dev.yagura.bpf.core;
    exports dev.yagura.bpf.fake;
    exports dev.yagura.bpf.header;
    exports dev.yagura.bpf.isa;
    exports dev.yagura.bpf.jit;
    exports dev.yagura.bpf.load;
    exports dev.yagura.bpf.module;
    exports dev.yagura.bpf.object;
    exports dev.yagura.bpf.run;
}
