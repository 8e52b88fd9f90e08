/** The agent's side: running QEMUs, their memory and registers, and pausing them. */
module dev.yagura.hypervisor {
    requires transitive dev.yagura.channel;
    requires tools.jackson.core;

    exports dev.yagura.hypervisor;
    exports dev.yagura.hypervisor.qemu;
    exports dev.yagura.hypervisor.qmp;
}
