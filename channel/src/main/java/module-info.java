/** What the agent and the enclave say to each other, and both ends of it. */
module dev.yagura.channel {
    requires tools.jackson.core;
    requires transitive dev.yagura.attestation;
    requires transitive dev.yagura.memory;
    requires transitive dev.yagura.network;
    requires transitive dev.yagura.storage;

    exports dev.yagura.channel;
    exports dev.yagura.channel.agent;
    exports dev.yagura.channel.client;
    exports dev.yagura.channel.control;
    exports dev.yagura.channel.nbd;
    exports dev.yagura.channel.plan9;
    exports dev.yagura.channel.transport;
}
