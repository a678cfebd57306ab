// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IGateway } from "../../src/interfaces/IGateway.sol";
import { IOAppComposer } from "../../src/interfaces/IOAppComposer.sol";
import { MessagingFee, SendParam } from "../../src/interfaces/IOFT.sol";
import { TokenBase } from "../../src/TokenBase.sol";

/// @dev Keeps what it was called with; refuses while told so; uses up the gas it is told to.
contract Recorder is IOAppComposer {
    bool public refusing;
    uint256 public calls;
    uint256 public gasSeen;
    address public caller;
    address public from;
    bytes32 public guid;
    bytes public message;
    address public executor;
    uint256 public balanceSeen;
    TokenBase private immutable _token;

    constructor(TokenBase token) {
        _token = token;
    }

    function setRefusing(bool value) external {
        refusing = value;
    }

    function lzCompose(address from_, bytes32 guid_, bytes calldata message_, address executor_, bytes calldata extra)
        external
        payable
    {
        gasSeen = gasleft();
        require(!refusing && extra.length == 0 && msg.value == 0, "refused");
        ++calls;
        caller = msg.sender;
        from = from_;
        guid = guid_;
        message = message_;
        executor = executor_;
        balanceSeen = _token.balanceOf(address(this));
    }
}

/// @dev Uses exactly as much gas as it gets.
contract Burner is IOAppComposer {
    function lzCompose(address, bytes32, bytes calldata, address, bytes calldata) external payable {
        while (true) { }
    }
}

/// @dev Answers with more data than anyone should copy.
contract Bomb is IOAppComposer {
    function lzCompose(address, bytes32, bytes calldata, address, bytes calldata) external payable {
        assembly {
            revert(0, 500000)
        }
    }
}

/// @dev Calls the gateway back with whatever it was given.
contract Reentrant is IOAppComposer {
    address private immutable _gateway;
    bytes private _data;
    bool public succeeded;
    bytes public answer;

    constructor(address gateway) {
        _gateway = gateway;
    }

    function set(bytes calldata data) external {
        _data = data;
    }

    function lzCompose(address, bytes32, bytes calldata, address, bytes calldata) external payable {
        (succeeded, answer) = _gateway.call(_data);
    }
}

/// @dev Sends on what it received.
contract Forwarder is IOAppComposer {
    IGateway private immutable _gateway;
    uint32 private immutable _dstEid;

    constructor(IGateway gateway, uint32 dstEid) {
        _gateway = gateway;
        _dstEid = dstEid;
        TokenBase(gateway.token()).approve(address(gateway), type(uint256).max);
    }

    function lzCompose(address, bytes32, bytes calldata, address, bytes calldata) external payable {
        SendParam memory p;
        p.dstEid = _dstEid;
        p.to = bytes32(uint256(1));
        p.amountLD = TokenBase(_gateway.token()).balanceOf(address(this)) / 2;
        _gateway.send(p, MessagingFee(0, type(uint256).max), address(this));
    }
}
