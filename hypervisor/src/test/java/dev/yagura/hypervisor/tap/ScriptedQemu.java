package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qmp.FakeQmpServer;
import dev.yagura.hypervisor.qmp.Json;
import dev.yagura.hypervisor.qmp.QmpAccess;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpObject;
import dev.yagura.hypervisor.qmp.QmpQuestion;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much of a QEMU as a tap needs, which writes down what it is told, and connects chardevs. */
final class ScriptedQemu implements QmpAccess, AutoCloseable {
    private final FakeQmpServer server;

    /** What was asked, in order: the command and what tells it from others of its kind. */
    final List<String> commands = Collections.synchronizedList(new ArrayList<>());

    /** What ids are written down as: numbered in the order in which they are named first. */
    final Map<String, String> ids = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Chardevs by id, in the order in which they were added. */
    final Map<String, SocketChannel> chardevs = Collections.synchronizedMap(new LinkedHashMap<>());

    /** Ids of objects that are there from the start, as of chardevs. */
    final List<String> leftOver = new ArrayList<>();

    /** Begin of a command, as it is written down, that is refused. */
    volatile String refused = "nothing";

    private final String network;

    ScriptedQemu(Path socket, String network) throws IOException {
        this.network = network;
        this.server = new FakeQmpServer(socket, this::converse);
    }

    @Override
    public <T> T ask(QmpQuestion<T> question) throws IOException {
        try (QmpClient qmp = QmpClient.connect(server.address(), Duration.ofSeconds(60))) {
            return question.ask(qmp);
        }
    }

    private void converse(FakeQmpServer.Client client) throws IOException {
        client.negotiate();
        for (String line = client.receive(); line != null; line = client.receive()) {
            QmpObject command = new QmpObject(Json.object("command", line));
            Object answer = answer(command);
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("id", command.number("id"));
            if (answer instanceof IOException refusal) {
                message.put("error", Map.of("class", "GenericError", "desc", refusal.getMessage()));
            } else {
                message.put("return", answer);
            }
            client.send(Json.write(message) + "\r\n");
        }
    }

    private Object answer(QmpObject command) throws IOException {
        QmpObject arguments = command.object("arguments").orElseThrow();
        String name = command.text("execute");
        String written = (name + " " + words(name, arguments)).trim();
        commands.add(written);
        if (written.startsWith(refused)) {
            return new IOException("Vhost is not supported");
        }
        return switch (name) {
            case "human-monitor-command" -> network;
            case "qom-list" -> named("name");
            case "query-chardev" -> named("label");
            case "chardev-add" -> {
                String path =
                        arguments
                                .object("backend")
                                .flatMap(backend -> backend.object("data"))
                                .flatMap(data -> data.object("addr"))
                                .flatMap(address -> address.object("data"))
                                .map(data -> data.text("path"))
                                .orElseThrow();
                chardevs.put(
                        arguments.text("id"), SocketChannel.open(UnixDomainSocketAddress.of(path)));
                yield Map.of();
            }
            case "chardev-remove" -> {
                SocketChannel channel = chardevs.remove(arguments.text("id"));
                if (channel != null) {
                    channel.close();
                }
                yield Map.of();
            }
            default -> Map.of();
        };
    }

    private List<Map<String, String>> named(String member) {
        return leftOver.stream().map(id -> Map.of(member, id)).toList();
    }

    private String words(String name, QmpObject arguments) {
        return switch (name) {
            case "human-monitor-command" -> arguments.text("command-line");
            case "object-add" ->
                    "%s %s %s %s"
                            .formatted(
                                    arguments.text("qom-type"),
                                    id(arguments),
                                    arguments.text("netdev"),
                                    arguments.text("queue"));
            case "qom-list" -> arguments.text("path");
            case "query-chardev", "qmp_capabilities" -> "";
            default -> id(arguments);
        };
    }

    private String id(QmpObject arguments) {
        String id = arguments.text("id");
        String written = ids.get(id);
        if (written == null) {
            written = "tap-" + (ids.size() + 1);
            ids.put(id, written);
        }
        return written;
    }

    /** Writes to the chardev that was added as the n-th of those that are there, from 0. */
    void mirror(int chardev, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        SocketChannel channel = List.copyOf(chardevs.values()).get(chardev);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : chardevs.values()) {
            channel.close();
        }
    }
}
