package dev.yagura.attestation.dcap.collateral;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Responses of Intel's Provisioning Certification Service, or of a cache of it (PCCS), by the
 * request that they answer. Immutable.
 *
 * <p>Of a request, the TEE, the kind of object, {@code fmspc} and {@code ca} count; so a cache
 * holds one object of a kind for each platform.
 */
final class PcsCache implements CollateralSource {

    /** Most responses: four hundred kinds of platform, and there are some dozens. */
    static final int MAX_RESPONSES = 1000;

    private static final Pattern REQUEST =
            Pattern.compile(
                    "(?:.*/)?(sgx|tdx)/certification/v[34]/(tcb|qe/identity|pckcrl|rootcacrl)"
                            + "(?:\\?(.*))?");
    private static final Pattern PARAMETER =
            Pattern.compile("(?:.*&)?(?:fmspc|ca)=([0-9A-Za-z]+)(?:&.*)?");

    /** Version 3 of the service called the first of them otherwise. */
    private static final String[] TCB_CHAIN = {
        "tcb-info-issuer-chain", "sgx-tcb-info-issuer-chain"
    };

    private static final String[] QE_CHAIN = {"sgx-enclave-identity-issuer-chain"};

    private final Map<String, Response> responses;

    private PcsCache(Map<String, Response> responses) {
        this.responses = Map.copyOf(responses);
    }

    /** A response; its headers' names are in lower case. */
    private static final class Response {
        private final String name;
        private final Map<String, String> headers;
        private final byte[] body;

        Response(String name, Map<String, String> headers, byte[] body) {
            this.name = name;
            this.headers = headers;
            this.body = body;
        }

        byte[] body() {
            return body;
        }

        SignedText signed(String member, String... chainHeaders)
                throws MalformedStructureException {
            for (String header : chainHeaders) {
                String chain = headers.get(header);
                if (chain != null) {
                    return SignedText.ofResponse(name, body, member, decode(header, chain));
                }
            }
            throw malformed(chainHeaders[0], "is absent");
        }

        private byte[] decode(String header, String value) throws MalformedStructureException {
            try {
                // A header has no line breaks, so the service encodes PEM as in a URL.
                return (value.contains("%") ? URLDecoder.decode(value, UTF_8) : value)
                        .getBytes(UTF_8);
            } catch (IllegalArgumentException e) {
                throw malformed(header, "is not encoded as in a URL");
            }
        }

        private MalformedStructureException malformed(String header, String detail) {
            return new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "header " + header, 0, detail);
        }
    }

    /** Collects responses. */
    static final class Builder {
        private final Map<String, Response> responses = new HashMap<>();

        /**
         * Adds a response; anything but an answer to the requests that count is passed by.
         *
         * @param url of the request, from wherever its path begins
         * @throws MalformedStructureException if there is one for the same request already
         */
        Builder add(String url, Map<String, String> headers, byte[] body)
                throws MalformedStructureException {
            Optional<String> key = key(url);
            if (key.isEmpty()) {
                return this;
            }
            Map<String, String> lowerCase = new HashMap<>();
            headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
            if (responses.put(key.get(), new Response(url, lowerCase, body)) != null) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        "pcs cache",
                        key.get(),
                        0,
                        "is answered twice, expected one response");
            }
            return this;
        }

        PcsCache build() {
            return new PcsCache(responses);
        }
    }

    /** Returns whether an object looks like a list of responses. */
    static boolean isCache(JsonObject json) {
        return json.has("responses");
    }

    /**
     * Reads {@code {"responses":[{"url":"...","headers":{...},"body":"..."}]}}.
     *
     * @throws MalformedStructureException if it is anything else
     */
    static PcsCache parse(JsonObject json) throws MalformedStructureException {
        Builder cache = new Builder();
        for (JsonObject response : json.objects("responses", MAX_RESPONSES)) {
            cache.add(
                    response.text("url"),
                    response.has("headers") ? response.object("headers").textMembers() : Map.of(),
                    response.text("body").getBytes(UTF_8));
        }
        return cache.build();
    }

    @Override
    public Optional<Collateral> find(CollateralRequest request) throws MalformedStructureException {
        String tee = request.tee() == Tee.TDX ? "tdx" : "sgx";
        Response tcbInfo = responses.get(key(tee, "tcb", request.fmspc()));
        Response qeIdentity = responses.get(key(tee, "qe/identity", ""));
        if (tcbInfo == null || qeIdentity == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Collateral(
                        tcbInfo.signed(Collateral.TCB_INFO, TCB_CHAIN),
                        qeIdentity.signed(Collateral.QE_IDENTITY, QE_CHAIN),
                        body(key("sgx", "rootcacrl", "")),
                        body(key("sgx", "pckcrl", request.ca().label()))));
    }

    private Optional<byte[]> body(String key) {
        return Optional.ofNullable(responses.get(key)).map(Response::body);
    }

    private static Optional<String> key(String url) {
        Matcher request = REQUEST.matcher(url);
        if (!request.matches()) {
            return Optional.empty();
        }
        String query = request.group(3) == null ? "" : request.group(3);
        Matcher parameter = PARAMETER.matcher(query);
        return Optional.of(
                key(
                        request.group(1),
                        request.group(2),
                        parameter.matches() ? parameter.group(1).toLowerCase(Locale.ROOT) : ""));
    }

    private static String key(String tee, String object, String parameter) {
        return tee + "/" + object + (parameter.isEmpty() ? "" : "?" + parameter);
    }
}
