/** A guest's packets: captures, what is in their frames, and rules about them. */
module dev.yagura.network {
    requires org.safere;
    requires transitive dev.yagura.bytes;

    exports dev.yagura.network.app;
    exports dev.yagura.network.capture;
    exports dev.yagura.network.dns;
    exports dev.yagura.network.flow;
    exports dev.yagura.network.http;
    exports dev.yagura.network.packet;
    exports dev.yagura.network.rules;
    exports dev.yagura.network.tls;
}
