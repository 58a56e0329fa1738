package main

import (
	"context"
	"errors"
	"sync"
)

// stages run everything that runs, and stop it in the order of the flow:
// what comes in first, then what decides, then what carries out, then what
// keeps. So nothing is taken in that cannot be kept any more.
type stages struct{ stages []stage }

type stage struct {
	runs []func(context.Context) error
}

// add appends a stage; it is stopped after those before it.
func (s *stages) add(runs ...func(context.Context) error) {
	s.stages = append(s.stages, stage{runs: runs})
}

// Run starts every stage, and stops them one after the other when ctx ends or
// one of them fails. It returns what went wrong, all of it.
func (s *stages) Run(ctx context.Context) error {
	ctx, failed := context.WithCancel(ctx)
	defer failed()
	ends := make([]func() error, len(s.stages))
	for i, stage := range s.stages {
		ends[i] = start(ctx, stage, failed)
	}
	<-ctx.Done()
	var errs []error
	for _, end := range ends {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}

// start runs a stage until its end is called. A run that fails, or ends before
// it was told to, brings everything down.
func start(ctx context.Context, s stage, failed func()) (end func() error) {
	own, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wait sync.WaitGroup
	errs := make([]error, len(s.runs))
	for i, run := range s.runs {
		wait.Go(func() {
			errs[i] = run(own)
			failed()
		})
	}
	return func() error {
		stop()
		wait.Wait()
		return errors.Join(errs...)
	}
}
