package dev.yagura.channel.tls;

import dev.yagura.channel.transport.TlsEnd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test, and what it has issued. */
public final class TestAuthority {
    private static final char[] NO_PASSWORD = new char[0];

    private final AtomicLong serials = new AtomicLong();
    private final KeyPair keys = newKeys();
    private final X509Certificate certificate = issue("test authority", keys, true);

    /** A certificate and its key, with the SSL context that uses them. */
    public record Party(X509Certificate certificate, PrivateKey key, SSLContext context) {
        /** Returns this party's end of connections: certificates say it all. */
        public TlsEnd tls() {
            return TlsEnd.ofCertificates(context);
        }
    }

    /** Issues a certificate for localhost, to a party that trusts this authority. */
    public Party party(String name) {
        return party(name, this);
    }

    /** Issues a certificate for localhost, to a party that trusts another authority. */
    public Party party(String name, TestAuthority trusts) {
        KeyPair pair = newKeys();
        X509Certificate issued = issue(name, pair, false);
        try {
            KeyStore mine = KeyStore.getInstance("PKCS12");
            mine.load(null, NO_PASSWORD);
            mine.setKeyEntry(
                    "me",
                    pair.getPrivate(),
                    NO_PASSWORD,
                    new X509Certificate[] {issued, certificate});
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(mine, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, NO_PASSWORD);
            trusted.setCertificateEntry("authority", trusts.certificate);
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return new Party(issued, pair.getPrivate(), context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the files that GnuTLS programs want for a client. */
    public Path writeClientFiles(Path directory, Party client) throws IOException {
        Files.writeString(
                directory.resolve("ca-cert.pem"), pem("CERTIFICATE", encoded(certificate)));
        Files.writeString(
                directory.resolve("client-cert.pem"),
                pem("CERTIFICATE", encoded(client.certificate())));
        Files.writeString(
                directory.resolve("client-key.pem"), pem("PRIVATE KEY", client.key().getEncoded()));
        return directory;
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type);
    }

    private static KeyPair newKeys() {
        try {
            // GnuTLS takes an EC key only if its file holds the public half, as this provider's do.
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate issue(String name, KeyPair subject, boolean authority) {
        try {
            Instant now = Instant.now();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name("CN=test authority"),
                            BigInteger.valueOf(serials.incrementAndGet()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            new X500Name("CN=" + name),
                            subject.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            GeneralName[] names = {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            };
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            byte[] der =
                    builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate()))
                            .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
