/** Fuzz targets: each feeds one parser of untrusted bytes and says what may come out of it. */
module dev.yagura.fuzz {
    requires dev.yagura.attestation;
    requires dev.yagura.bpf;
    requires dev.yagura.bytes;
    requires dev.yagura.channel;
    requires dev.yagura.detect;
    requires dev.yagura.kernel;
    requires dev.yagura.memory;
    requires dev.yagura.network;
    requires dev.yagura.storage;

    exports dev.yagura.fuzz;
}
