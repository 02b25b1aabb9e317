package mailstead.directory.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS sockets to one server, whose handshake waits no longer than for anything else and who must
 * show a certificate of the name that we know it by (RFC 4513 section 3.1.3). The library's own
 * sockets wait for a handshake for ever. Immutable, shared.
 */
final class TlsSockets extends SSLSocketFactory {

    private final SSLSocketFactory sockets;
    private final String host;
    private final int millisMax;

    TlsSockets(SSLSocketFactory sockets, String host, int millisMax) {
        this.sockets = sockets;
        this.host = host;
        this.millisMax = millisMax;
    }

    @Override
    public Socket createSocket(Socket connected, String name, int port, boolean autoClose)
            throws IOException {
        connected.setSoTimeout(millisMax);
        SSLSocket socket = (SSLSocket) sockets.createSocket(connected, host, port, autoClose);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(millisMax);
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        Socket plain = new Socket();
        boolean isConnected = false;
        try {
            plain.connect(new InetSocketAddress(address, port), millisMax);
            isConnected = true;
            return createSocket(plain, host, port, true);
        } finally {
            if (!isConnected) {
                plain.close();
            }
        }
    }

    @Override
    public Socket createSocket(String name, int port) throws IOException {
        return createSocket(InetAddress.getByName(name), port);
    }

    @Override
    public Socket createSocket(String name, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(name, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(address, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
