/** A guest's packets: captures, what is in their frames, and rules about them. */
@SuppressWarnings("module") // The compiler cannot see modules that are built later.
module dev.yagura.network {
    requires org.safere;
    requires transitive dev.yagura.bytes;

    exports dev.yagura.network.app;
    exports dev.yagura.network.bounds to
            dev.yagura.detect;
    exports dev.yagura.network.capture;
    exports dev.yagura.network.dhcp;
    exports dev.yagura.network.dns;
    exports dev.yagura.network.eve;
    exports dev.yagura.network.flow;
    exports dev.yagura.network.http;
    exports dev.yagura.network.match;
    exports dev.yagura.network.packet;
    exports dev.yagura.network.rules;
    exports dev.yagura.network.tls;
}
