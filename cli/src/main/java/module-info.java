/** The {@code yagura} command. */
module dev.yagura.cli {
    requires dev.yagura.attestation;
    requires dev.yagura.bpf;
    requires dev.yagura.bytes;
    requires dev.yagura.channel;
    requires dev.yagura.detect;
    requires dev.yagura.enclave;
    requires dev.yagura.hypervisor;
    requires dev.yagura.kernel;
    requires dev.yagura.memory;
    requires dev.yagura.network;
    requires dev.yagura.sandbox;
    requires dev.yagura.testkit;
    requires info.picocli;
    requires org.tukaani.xz;

    opens dev.yagura.cli to
            info.picocli;
}
