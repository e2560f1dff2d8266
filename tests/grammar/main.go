// Reads SQL from standard input, and shows the statements that CockroachDB's own grammar does not take. It fails if
// there is one. The bodies of functions and procedures are statements too.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser"
	plpgsql "github.com/cockroachdb/cockroachdb-parser/pkg/sql/plpgsql/parser"
	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/sem/tree"
)

func main() {
	sql, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	failed := false
	for rest := string(sql); rest != ""; {
		end, found := parser.SplitFirstStatement(rest)
		if !found {
			end = len(rest)
		}
		if err := parse(rest[:end]); err != nil {
			fmt.Printf("%v\n%s\n", err, strings.TrimSpace(rest[:end]))
			failed = true
		}
		rest = rest[end:]
	}
	if failed {
		os.Exit(1)
	}
}

func parse(sql string) error {
	statements, err := parser.Parse(sql)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		routine, ok := statement.AST.(*tree.CreateRoutine)
		if !ok {
			continue
		}
		if err := parseBody(routine); err != nil {
			return err
		}
	}
	return nil
}

func parseBody(routine *tree.CreateRoutine) error {
	var language, body string
	for _, option := range routine.Options {
		switch option := option.(type) {
		case tree.RoutineLanguage:
			language = string(option)
		case tree.RoutineBodyStr:
			body = string(option)
		}
	}
	if strings.EqualFold(language, "plpgsql") {
		_, err := plpgsql.Parse(body)
		return err
	}
	_, err := parser.Parse(body)
	return err
}
