package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.posix.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a server of files says to one client, message by message, however they travel.
 *
 * <p>Several threads may have requests answered, except for {@code Tversion}, which begins anew.
 */
public final class Plan9Dialogue implements AutoCloseable {
    private final ClientFiles client;
    private final Answers answers;

    /** Begins a dialogue in which the client has said nothing. */
    public Plan9Dialogue(FileExports exports, Plan9Limits limits) {
        this.client = new ClientFiles(exports, limits);
        this.answers = new Answers(client);
    }

    /**
     * Answers a message.
     *
     * @param message with its header
     * @return the answer; what cannot be made sense of is answered by {@code EPROTO}
     * @throws MalformedStructureException if it is no message by its length
     */
    public byte[] answer(byte[] message) throws MalformedStructureException {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        Message read = Message.read(bytes, messageBytes());
        ByteBuffer answer;
        try {
            answer = answer(read.tag(), parse(read));
        } catch (MalformedStructureException e) {
            answer = Answers.failure(read.tag(), Errno.EPROTO);
        }
        byte[] all = new byte[answer.remaining()];
        answer.get(all);
        return all;
    }

    /** Returns how long the client's messages may be. */
    int messageBytes() {
        return client.messageBytes();
    }

    /**
     * Makes sense of a message.
     *
     * @throws MalformedStructureException if there is none in it, or it comes before its time
     */
    Request parse(Message message) throws MalformedStructureException {
        Request request = Request.parse(message);
        boolean begun = client.messageBytes() >= Plan9.MIN_MESSAGE_BYTES;
        if (!begun && !(request instanceof Request.Version)) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, message.name(), "type", 4, "comes before Tversion");
        }
        return request;
    }

    /** Returns the answer to a request; a failure is one too. */
    ByteBuffer answer(int tag, Request request) {
        return answers.answer(tag, request);
    }

    /** Lets go of all files and trees. */
    @Override
    public void close() {
        client.close();
    }
}
