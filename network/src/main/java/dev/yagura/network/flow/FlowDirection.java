package dev.yagura.network.flow;

/** Which way something went in a flow. */
public enum FlowDirection {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT;

    /** Returns the other way. */
    public FlowDirection opposite() {
        return this == TO_SERVER ? TO_CLIENT : TO_SERVER;
    }
}
