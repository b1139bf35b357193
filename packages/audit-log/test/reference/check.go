// Checks what Parley's audit log writes with the implementations of signed
// notes and transparency logs that Go's own checksum database uses.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	Vkey, Skey, Text string
	Proofs           []string
	Steps            []struct {
		Older, Newer string
		Hashes       []string
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(text string) (hash tlog.Hash) {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	copy(hash[:], bytes)
	return
}

func hashes(texts []string) (all []tlog.Hash) {
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return
}

// tree is the size and root of a checkpoint that the key signed.
func tree(signed string, verifiers note.Verifiers) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(signed), verifiers)
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return size, hash(lines[2])
}

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in))
	verifier, err := note.NewVerifier(in.Vkey)
	must(err)
	verifiers := note.VerifierList(verifier)

	for _, proof := range in.Proofs {
		head, signed, _ := strings.Cut(proof, "\n\n")
		lines := strings.Split(head, "\n")
		entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
		must(err)
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
		must(err)
		size, root := tree(signed, verifiers)
		must(tlog.CheckRecord(hashes(lines[3:]), size, root, index, tlog.RecordHash(entry)))
	}
	for _, step := range in.Steps {
		older, olderRoot := tree(step.Older, verifiers)
		newer, newerRoot := tree(step.Newer, verifiers)
		must(tlog.CheckTree(hashes(step.Hashes), newer, newerRoot, older, olderRoot))
	}

	signer, err := note.NewSigner(in.Skey)
	must(err)
	signed, err := note.Sign(&note.Note{Text: in.Text}, signer)
	must(err)
	os.Stdout.Write(signed)
}
