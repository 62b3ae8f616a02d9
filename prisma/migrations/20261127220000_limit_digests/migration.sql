-- Keys held e-mail and network addresses in clear; from now on they are digests.
delete from "sign_in_limits";
