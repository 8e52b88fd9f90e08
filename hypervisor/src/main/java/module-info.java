/** The agent's side: running QEMUs, their memory and registers, and pausing them. */
module dev.yagura.hypervisor {
    requires dev.yagura.network;
    requires dev.yagura.syscall;
    requires tools.jackson.core;
    requires transitive dev.yagura.attestation;
    requires transitive dev.yagura.channel;

    exports dev.yagura.hypervisor;
    exports dev.yagura.hypervisor.agent;
    exports dev.yagura.hypervisor.qemu;
    exports dev.yagura.hypervisor.qmp;
}
