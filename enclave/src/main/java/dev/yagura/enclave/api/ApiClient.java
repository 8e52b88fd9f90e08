package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.channel.plan9.RemoteFileTree;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A tenant's end of an enclave's API.
 *
 * <p>The TLS settings decide whether the enclave is believed: they appraise the evidence in the
 * certificate, and before the first request goes out also evidence that is made for it. Not bound
 * to any host name.
 */
public final class ApiClient implements Watch {
    private final String endpoint;
    private final EnclaveConnection enclave;

    /**
     * Prepares a client; nothing is sent yet.
     *
     * @param endpoint {@code HOST:PORT}
     * @param tls the tenant's key and certificate, and the appraisal of the enclave
     */
    public ApiClient(String endpoint, MutualTls tls) {
        this.endpoint = endpoint;
        this.enclave = new EnclaveConnection(endpoint, tls);
    }

    /** Returns what the enclave says about itself. */
    public Row status() throws IOException {
        return one(get(Paths.STATUS));
    }

    /**
     * Asks for fresh evidence, and appraises it together with the key of this very connection. The
     * other questions do so by themselves, once, unless the enclave's key is pinned.
     *
     * @return the verdict; refusal is a verdict, not an exception
     */
    public Appraisal challenge() throws IOException {
        return enclave.challenge();
    }

    @Override
    public List<Row> guests() throws IOException {
        List<Row> rows = new ArrayList<>();
        rows(get(Paths.GUESTS), rows::add);
        return rows;
    }

    @Override
    public void provide(Optional<String> guest, SourceKind kind, byte[] bytes) throws IOException {
        String path = Paths.ofGuest(encoded(guest), Paths.SOURCES, GuestRequests.word(kind));
        one(request(path).PUT(BodyPublishers.ofByteArray(bytes)).build());
    }

    @Override
    public Answer show(Optional<String> guest, ShowRequest request) throws IOException {
        String view = encoded(request.view());
        StringBuilder path = new StringBuilder(Paths.ofGuest(encoded(guest), Paths.VIEWS, view));
        path.append("?live=").append(request.live()).append("&brief=").append(request.brief());
        request.pid().ifPresent(pid -> path.append("&pid=").append(pid));
        List<Row> rows = new ArrayList<>();
        Row end = rows(get(path.toString()), rows::add);
        return new Answer(rows, end);
    }

    @Override
    public Row scan(Optional<String> guest, ScanRequest request, Consumer<Row> findings)
            throws IOException {
        return rows(scanRequest(guest, request, ""), findings);
    }

    /**
     * Runs detectors as {@link #scan}, and has the enclave sign what it says.
     *
     * @param record receives each line of the record, without its break; see {@code
     *     dev.yagura.attestation.record}. They are not verified here
     */
    public Row scanRecorded(
            Optional<String> guest,
            ScanRequest request,
            Consumer<Row> findings,
            Consumer<String> record)
            throws IOException {
        return rows(
                scanRequest(guest, request, "?" + Paths.RECORD + "=true"),
                row -> {
                    if (row.text(Paths.KIND).equals(Paths.RECORD)) {
                        record.accept(row.text(Paths.LINE));
                    } else {
                        findings.accept(row);
                    }
                });
    }

    private HttpRequest scanRequest(Optional<String> guest, ScanRequest request, String query) {
        String body = ScanRequestJson.write(request);
        return request(Paths.ofGuest(encoded(guest), Paths.SCAN) + query)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public Row module(Optional<String> guest, ModuleRequest request, Consumer<Row> rows)
            throws IOException {
        String body = ModuleJson.write(request);
        return rows(
                request(Paths.ofGuest(encoded(guest), Paths.MODULES))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                rows);
    }

    @Override
    public Row extract(Optional<String> guest, ExtractRequest request, Consumer<Row> rows)
            throws IOException {
        String body = ExtractRequestJson.write(request);
        return rows(
                request(Paths.ofGuest(encoded(guest), Paths.CONTENTS))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                rows);
    }

    @Override
    public Row files(Optional<String> guest, FileRequest request, Consumer<Row> rows)
            throws IOException {
        String body = FileRequestJson.write(request);
        return rows(
                request(Paths.ofGuest(encoded(guest), Paths.FILES))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                rows);
    }

    /** Opens the files in the enclave, and a connection of their own to read them over. */
    @Override
    public OpenFiles open(Optional<String> guest, TreeRequest request) throws IOException {
        String body = TreeRequestJson.write(request);
        Row facts =
                one(
                        request(Paths.ofGuest(encoded(guest), Paths.TREES))
                                .POST(BodyPublishers.ofString(body))
                                .build());
        long port = facts.number(FileService.PORT);
        if (port < 1 || port > 0xFFFF) {
            throw new WatchException(
                    Reason.INCOMPLETE,
                    "enclave: the port of its files is %d, expected 1..65535".formatted(port));
        }
        return new RemoteFiles(
                RemoteFileTree.connect(
                        new Endpoint.Tcp(host(), (int) port),
                        Optional.of(enclave.onlyThis().context()),
                        facts.text(FileService.TREE)),
                facts);
    }

    /** Opens the capture in the enclave; its packets are the answer, which ends when they do. */
    @Override
    public OpenCapture capture(Optional<String> guest, List<String> interfaces) throws IOException {
        String query =
                interfaces.stream()
                        .map(name -> Paths.INTERFACE + "=" + encoded(name))
                        .collect(Collectors.joining("&", "?", ""));
        HttpResponse<InputStream> response =
                enclave.send(get(Paths.ofGuest(encoded(guest), Paths.PACKETS) + query));
        return RemotePackets.of(
                response.statusCode(),
                response.headers().firstValue(Paths.FACTS_HEADER),
                enclave::labelled,
                response.body());
    }

    private String host() {
        return switch (Endpoint.parse(endpoint)) {
            case Endpoint.Tcp tcp -> tcp.host();
            case Endpoint.Unix _ ->
                    throw new IllegalStateException("endpoint = %s is no port".formatted(endpoint));
        };
    }

    /** Sends the key; by then the enclave's evidence was appraised, or there is no connection. */
    @Override
    public void unlock(Optional<String> guest, Optional<String> volume, Secret key)
            throws IOException {
        String path = Paths.ofGuest(encoded(guest), Paths.DISK_KEYS);
        String query = volume.map(name -> "?" + Paths.VOLUME + "=" + encoded(name)).orElse("");
        one(request(path + query).POST(BodyPublishers.ofByteArray(key.revealed())).build());
    }

    @Override
    public void giveHeader(Optional<String> guest, String volume, byte[] header)
            throws IOException {
        String path = Paths.ofGuest(encoded(guest), Paths.DISK_HEADERS);
        String query = "?" + Paths.VOLUME + "=" + encoded(volume);
        one(request(path + query).POST(BodyPublishers.ofByteArray(header)).build());
    }

    @Override
    public void lock(Optional<String> guest) throws IOException {
        one(request(Paths.ofGuest(encoded(guest), Paths.DISK_KEYS)).DELETE().build());
    }

    @Override
    public void close() {
        enclave.close();
    }

    private static Optional<String> encoded(Optional<String> guest) {
        return guest.map(ApiClient::encoded);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    private HttpRequest get(String path) {
        return request(path).GET().build();
    }

    private HttpRequest.Builder request(String path) {
        return enclave.request(path);
    }

    private Row one(HttpRequest request) throws IOException {
        HttpResponse<InputStream> response = enclave.send(request);
        return enclave.labelled(RowReader.only(response.statusCode(), response.body()));
    }

    private Row rows(HttpRequest request, Consumer<Row> sink) throws IOException {
        HttpResponse<InputStream> response = enclave.send(request);
        return enclave.labelled(
                RowReader.rows(
                        response.statusCode(),
                        response.body(),
                        row -> sink.accept(enclave.labelled(row))));
    }
}
