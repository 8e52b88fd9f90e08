package dev.yagura.network.match;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.buffer.DnsBuffers;
import dev.yagura.network.match.buffer.HttpBuffers;
import dev.yagura.network.match.buffer.SshBuffers;
import dev.yagura.network.match.buffer.Stage;
import dev.yagura.network.match.buffer.TlsBuffers;
import dev.yagura.network.match.buffer.Transaction;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Makes transactions of what one side of a flow says. */
final class TransactionReader {
    private final FlowDirection direction;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Transaction current = new Transaction(0);
    private List<Ready> ready = new ArrayList<>();
    private boolean bodyTold;

    /**
     * A transaction that is to be looked at.
     *
     * @param transaction the transaction
     * @param stage how far it has come
     */
    record Ready(Transaction transaction, Stage stage) {}

    TransactionReader(FlowDirection direction) {
        this.direction = direction;
    }

    int costBytes() {
        return body.size();
    }

    /** Returns what is to be looked at since the last call. */
    List<Ready> take() {
        List<Ready> taken = ready;
        ready = new ArrayList<>();
        return taken;
    }

    void said(AppRecord record) {
        switch (record) {
            case AppRecord.Request(var head) -> {
                next();
                HttpBuffers.add(current, head);
                reach(Stage.HTTP_HEAD);
            }
            case AppRecord.Response(var head) -> {
                next();
                HttpBuffers.add(current, head);
                reach(Stage.HTTP_HEAD);
            }
            case AppRecord.BodyEnd _ -> endBody();
            case AppRecord.Dns(var message) -> {
                next();
                DnsBuffers.add(current, message);
                reach(Stage.DNS_MESSAGE);
            }
            case AppRecord.TlsClient(var hello) -> {
                next();
                TlsBuffers.add(current, hello);
                reach(Stage.TLS_HELLO);
            }
            case AppRecord.TlsServer(var hello) -> {
                next();
                TlsBuffers.add(current, hello);
                reach(Stage.TLS_HELLO);
            }
            case AppRecord.TlsCertificates(var chain) -> {
                if (direction == FlowDirection.TO_CLIENT) {
                    TlsBuffers.add(current, chain);
                    reach(Stage.TLS_CERTIFICATES);
                }
            }
            case AppRecord.Line(var text) -> {
                next();
                if (SshBuffers.add(current, text)) {
                    reach(Stage.SSH_BANNER);
                }
            }
            case AppRecord.Dhcp _, AppRecord.QuicClient _, AppRecord.Odd _ -> {}
        }
    }

    /** Takes a part of a body; behind what is looked at the rest is left. */
    void body(MemorySegment bytes) {
        long room = (long) Transaction.MAX_BODY_BYTES - body.size();
        body.writeBytes(bytes.asSlice(0, Math.min(room, bytes.byteSize())).toArray(JAVA_BYTE));
        if (body.size() == Transaction.MAX_BODY_BYTES) {
            endBody();
        }
    }

    /** Looks at what has come of a body, as if it were all. */
    void endBody() {
        if (bodyTold || body.size() == 0) {
            return;
        }
        bodyTold = true;
        if (direction == FlowDirection.TO_SERVER) {
            HttpBuffers.addRequestBody(current, body.toByteArray());
        } else {
            HttpBuffers.addResponseBody(current, body.toByteArray());
        }
        reach(Stage.HTTP_BODY);
    }

    private void next() {
        current = new Transaction(current.number() + 1);
        body.reset();
        bodyTold = false;
    }

    private void reach(Stage stage) {
        ready.add(new Ready(current, stage));
    }
}
