#!/bin/sh
echo 
