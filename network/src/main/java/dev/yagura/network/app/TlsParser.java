package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.tls.HandshakeReader;
import dev.yagura.network.tls.HandshakeReader.Message;
import java.lang.foreign.MemorySegment;

/** Tells the hellos and certificates of TLS. */
final class TlsParser implements StreamParser {
    private final HandshakeReader reader = new HandshakeReader();
    private final Speaker speaker;

    TlsParser(Speaker speaker) {
        this.speaker = speaker;
    }

    @Override
    public void read(MemorySegment bytes) throws MalformedStructureException {
        for (Message message : reader.read(bytes)) {
            speaker.said(
                    switch (message) {
                        case Message.Client(var hello) -> new AppRecord.TlsClient(hello);
                        case Message.Server(var hello) -> new AppRecord.TlsServer(hello);
                        case Message.Certificates(var chain) ->
                                new AppRecord.TlsCertificates(chain);
                    });
        }
    }

    @Override
    public void skip(long bytes) throws MalformedStructureException {
        if (!reader.isDone()) {
            StreamParser.super.skip(bytes);
        }
    }

    @Override
    public int costBytes() {
        return reader.costBytes();
    }
}
