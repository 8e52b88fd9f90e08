/** The program in the enclave: agents in, findings out. */
module dev.yagura.enclave {
    requires transitive dev.yagura.attestation;
    requires transitive dev.yagura.channel;
    requires transitive dev.yagura.bpf;
    requires transitive dev.yagura.detect;
    requires transitive dev.yagura.kernel;
    requires transitive dev.yagura.network;
    requires transitive dev.yagura.storage;
    requires transitive dev.yagura.view;
    requires java.net.http;
    requires jdk.httpserver;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.yagura.enclave;
    exports dev.yagura.enclave.api;
    exports dev.yagura.enclave.disk;
    exports dev.yagura.enclave.watch;
}
