"""The manifest: what was made, as a complete collection has to find it. Written by the maker, not by the collector."""

import ipaddress

Edge = tuple[str, str, str]


class Record:
    """Keys are those of the graph. Regional service entities are named `aws_ec2:<account>:*`: which regions are read, the reader knows."""

    def __init__(self) -> None:
        self.entities: dict[str, str] = {}
        self.edges: list[Edge] = []
        self.placeholders: dict[str, str] = {}
        self._networks: list[tuple[str, str]] = []
        self._ranges: list[tuple[str, str, bool]] = []

    def entity(self, kind: str, key: str) -> str:
        assert key not in self.entities, f"{key} was made twice"
        self.entities[key] = kind
        return key

    def edge(self, start: str, verb: str, end: str) -> None:
        self.edges.append((start, verb, end))

    def placeholder(self, kind: str, key: str) -> str:
        self.placeholders[key] = kind
        return key

    def network(self, key: str, cidr: str) -> None:
        """A VPC or subnet, which rules about ranges may mean."""
        self._networks.append((key, cidr))

    def private_range(self, group: str, cidr: str, inbound: bool) -> None:
        """A rule of a security group about a private range: it means every VPC and subnet inside, once all are known."""
        self._ranges.append((group, cidr, inbound))

    def finish(self) -> dict:
        for group, cidr, inbound in self._ranges:
            wide = ipaddress.ip_network(cidr)
            inside = [key for key, own in self._networks if ipaddress.ip_network(own).subnet_of(wide)]
            for key in inside or [self.placeholder("network", f"network:{cidr}")]:
                self.edge(key, "ALLOWS", group) if inbound else self.edge(group, "ALLOWS", key)
        return {"entities": self.entities, "edges": self.edges, "placeholders": self.placeholders}
