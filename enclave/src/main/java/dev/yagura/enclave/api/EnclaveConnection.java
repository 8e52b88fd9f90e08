package dev.yagura.enclave.api;

import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one enclave, which has to show evidence made now before it gets the first one. The
 * connections below come and go: each has to be with the key that the evidence was about.
 */
final class EnclaveConnection implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

    /** The first byte of an answer must be here by then; a scan sends what it finds as it goes. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    /** The JDK has no type for an alert it received; all its versions use these words. */
    private static final String ALERT = "Received fatal alert: ";

    /** The field of a row that says what stands behind it. */
    private static final String ENCLAVE = "enclave";

    private final HttpClient http;
    private final String base;
    private final MutualTls tls;
    private @Nullable X509Certificate attested;
    private Optional<String> label = Optional.empty();

    /**
     * Prepares; nothing is sent yet.
     *
     * @param endpoint {@code HOST:PORT}
     */
    EnclaveConnection(String endpoint, MutualTls tls) {
        this.base = "https://" + endpoint;
        this.tls = tls;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls.context())
                        .sslParameters(tls.clientParameters())
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
    }

    /** Begins a request. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_TIMEOUT);
    }

    /**
     * Sends a request to the enclave that was appraised.
     *
     * @throws WatchException with {@code REFUSED} if it is not accepted, or does not accept this
     *     end
     */
    HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        X509Certificate expected = appraised();
        HttpResponse<InputStream> response = exchange(request);
        if (!certificateOf(response).equals(expected)) {
            response.body().close();
            throw new WatchException(
                    Reason.REFUSED,
                    "enclave at %s: its certificate is not the one that was appraised"
                            .formatted(base));
        }
        return response;
    }

    /** Returns TLS settings for further connections to the enclave that was appraised. */
    MutualTls onlyThis() throws IOException {
        return tls.withOnly(appraised());
    }

    /** Says in a row of the enclave what its evidence showed, in place of what it calls itself. */
    synchronized Row labelled(Row row) {
        return label.isPresent() && row.fields().containsKey(ENCLAVE)
                ? row.with(Map.of(ENCLAVE, label.get()))
                : row;
    }

    /** Asks for fresh evidence; returns the verdict, whether the key is pinned or not. */
    Appraisal challenge() throws IOException {
        Nonce nonce = Nonce.random();
        return appraise(ask(nonce), nonce);
    }

    private HttpResponse<InputStream> ask(Nonce nonce) throws IOException {
        return exchange(request(Paths.EVIDENCE + "?nonce=" + nonce.hex()).GET().build());
    }

    private Appraisal appraise(HttpResponse<InputStream> response, Nonce nonce) throws IOException {
        Row row = RowReader.only(response.statusCode(), response.body());
        try {
            byte[] answer = Base64.getDecoder().decode(row.text("evidence"));
            return tls.appraiseAnswer(sessionOf(response), answer, nonce);
        } catch (IllegalArgumentException e) {
            throw new WatchException(
                    Reason.REFUSED, "enclave: evidence is not base64: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate of the enclave, once it has shown evidence made now. */
    private synchronized X509Certificate appraised() throws IOException {
        if (attested == null) {
            Nonce nonce = Nonce.random();
            HttpResponse<InputStream> response = ask(nonce);
            if (tls.pinsPeerOf(sessionOf(response))) {
                response.body().close();
            } else {
                label =
                        switch (appraise(response, nonce)) {
                            case Accepted accepted ->
                                    accepted.claims().map(claims -> claims.tee().label());
                            case Refused refused ->
                                    throw new WatchException(
                                            Reason.REFUSED,
                                            "enclave at %s: %s".formatted(base, refused.message()));
                        };
            }
            attested = certificateOf(response);
        }
        return attested;
    }

    private static SSLSession sessionOf(HttpResponse<?> response) {
        return response.sslSession().orElseThrow();
    }

    private static X509Certificate certificateOf(HttpResponse<?> response)
            throws SSLPeerUnverifiedException {
        Certificate certificate = sessionOf(response).getPeerCertificates()[0];
        return (X509Certificate) certificate;
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new WatchException(
                    Reason.UNREACHABLE, "enclave at %s: nobody listens there".formatted(base), e);
        } catch (HttpTimeoutException e) {
            throw new WatchException(
                    Reason.UNREACHABLE, "enclave at %s: no answer in time".formatted(base), e);
        } catch (IOException e) {
            throw ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WatchException(Reason.INCOMPLETE, "enclave: interrupted", e);
        }
    }

    /**
     * Says who refused whom. In TLS 1.3 the enclave judges this end's certificate after the
     * handshake is over here, so its alert comes in place of the first answer, or is lost.
     */
    private WatchException ended(IOException e) {
        Throwable at = e;
        for (int depth = 0; at != null && depth < 16; depth++) {
            String message = String.valueOf(at.getMessage());
            int alert = message.indexOf(ALERT);
            if (alert >= 0) {
                return new WatchException(
                        Reason.REFUSED,
                        "enclave at %s: it refuses this end's key (TLS alert %s)"
                                .formatted(base, message.substring(alert + ALERT.length())),
                        e);
            }
            at = at.getCause();
        }
        return e instanceof SSLException
                ? new WatchException(
                        Reason.REFUSED, "enclave at %s: %s".formatted(base, e.getMessage()), e)
                : new WatchException(
                        Reason.UNREACHABLE,
                        "enclave at %s: it ended the connection without an answer,".formatted(base)
                                + " as one does that refuses this end's key",
                        e);
    }

    @Override
    public void close() {
        http.close();
    }
}
