package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.bounds.Holder;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.http.HttpExchanges;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is said in one TCP connection. */
final class StreamSession implements Holder {
    private final Flow flow;
    private final AppListener listener;
    private final Map<FlowDirection, StreamParser> parsers = new EnumMap<>(FlowDirection.class);
    private Optional<Opening> opening;

    StreamSession(Flow flow, AppListener listener) {
        this.flow = flow;
        this.listener = listener;
        this.opening = Optional.of(new Opening(flow.key().server().port()));
    }

    @Override
    public int costBytes() {
        int cost = opening.map(Opening::costBytes).orElse(0);
        for (StreamParser parser : parsers.values()) {
            cost += parser.costBytes();
        }
        return cost;
    }

    /** Reads nothing more of this connection. */
    @Override
    public void giveUp() {
        opening = Optional.empty();
        parsers.values().forEach(StreamParser::end);
        parsers.clear();
    }

    void data(FlowDirection direction, MemorySegment bytes) {
        if (opening.isEmpty()) {
            read(direction, bytes);
            return;
        }
        boolean goesOn = opening.get().add(direction, bytes);
        Optional<AppProtocol> protocol = opening.get().protocol();
        if (protocol.isPresent()) {
            Opening start = opening.get();
            opening = Optional.empty();
            listener.recognised(flow, protocol.get());
            startParsers(protocol.get());
            for (Opening.Part part : start.parts()) {
                read(part.direction(), part.bytes());
            }
        } else if (!goesOn) {
            giveUp();
        }
    }

    void gap(FlowDirection direction, long bytes) {
        if (opening.isPresent()) {
            giveUp();
            return;
        }
        StreamParser parser = parsers.get(direction);
        if (parser != null) {
            try {
                parser.skip(bytes);
            } catch (MalformedStructureException e) {
                refuse(direction, parser, e);
            }
        }
    }

    void finished(FlowDirection direction) {
        StreamParser parser = parsers.remove(direction);
        if (parser != null) {
            parser.end();
        }
    }

    private void read(FlowDirection direction, MemorySegment bytes) {
        StreamParser parser = parsers.get(direction);
        if (parser != null) {
            try {
                parser.read(bytes);
            } catch (MalformedStructureException e) {
                refuse(direction, parser, e);
            }
        }
    }

    private void refuse(
            FlowDirection direction, StreamParser parser, MalformedStructureException why) {
        parsers.remove(direction);
        parser.end();
        listener.malformed(flow, direction, why);
    }

    private void startParsers(AppProtocol protocol) {
        var client = new Speaker(flow, FlowDirection.TO_SERVER, listener);
        var server = new Speaker(flow, FlowDirection.TO_CLIENT, listener);
        switch (protocol) {
            case HTTP -> {
                var exchanges = new HttpExchanges();
                start(client, new HttpParser(client, exchanges));
                start(server, new HttpParser(server, exchanges));
            }
            case TLS -> {
                start(client, new TlsParser(client));
                start(server, new TlsParser(server));
            }
            case SSH -> {
                start(client, new LineParser(client, StreamSession::isSshBanner));
                start(server, new LineParser(server, StreamSession::isSshBanner));
            }
            case DNS -> {
                start(client, new DnsStreamParser(client));
                start(server, new DnsStreamParser(server));
            }
            case SMTP, FTP -> {
                var dialogue = new TextDialogue();
                start(client, new LineParser(client, dialogue::isLastOfClient));
                start(server, new LineParser(server, dialogue::isLastOfServer));
            }
            case HTTP2, SMB, DHCP, NTP, QUIC -> {} // only recognised, or not over TCP
        }
    }

    private void start(Speaker speaker, StreamParser parser) {
        parsers.put(speaker.direction(), parser);
    }

    /** A server may say other lines first (RFC 4253, "Protocol Version Exchange"). */
    private static boolean isSshBanner(String line) {
        return line.startsWith("SSH-");
    }
}
