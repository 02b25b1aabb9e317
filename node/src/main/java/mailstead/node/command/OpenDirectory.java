package mailstead.node.command;

import mailstead.spi.Provisioning;

/** A directory opened for one command. */
interface OpenDirectory extends AutoCloseable {

    Provisioning provisioning();

    @Override
    void close();
}
